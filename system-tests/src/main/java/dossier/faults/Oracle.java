package dossier.faults;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import dossier.events.ApplicationStatus;
import dossier.events.PublishedEvent;
import dossier.events.StoredEvent;
import dossier.faults.Observation.CaseRow;
import dossier.faults.Observation.Numbered;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

/**
 * The promises as checks over everything there is to see. Each carries its canary: a bug planted in what it sees, which it
 * must find, or its silence means nothing.
 */
enum Oracle {

    O1("every acknowledged command is in the log once", Oracle::missing,
            seen -> seen.withLog(seen.log().subList(0, seen.log().size() - 1))),
    O2("a refused command left nothing", Oracle::leftByRefused, seen -> {
        var refused = seen.attempts().stream().filter(one -> one.outcome() instanceof Outcome.Refused).findFirst();
        return seen.withKeys(append(seen.keys(), refused.map(Attempt::callerAndKey).orElse("")));
    }),
    O3("what was unknown is settled by its key", Oracle::unsettled,
            seen -> seen.withAttempts(append(seen.attempts(),
                    seen.attempts().getFirst().settled(new Outcome.Unknown("planted"))))),
    O4("versions are 1 to n, without gap or fork", Oracle::forks,
            seen -> seen.withLog(append(seen.log(), seen.log().getFirst()))),
    O5("read models are the fold of the log", Oracle::misfolded,
            seen -> seen.withHistory(seen.history().subList(1, seen.history().size()))),
    O6("the topic has every event once and in order", Oracle::mispublished,
            seen -> seen.withTopic(append(seen.topic(), seen.topic().getLast()))),
    O7("the ledger numbers every event and its hash holds", Oracle::misnumbered, seen -> {
        var first = seen.ledger().getFirst();
        var forged = first.hash().clone();
        forged[0] ^= 1;
        var ledger = new ArrayList<>(seen.ledger());
        ledger.set(0, new Numbered(first.position(), first.eventId(), forged));
        return seen.withLedger(ledger);
    }),
    O8("money adds up", Oracle::wrongMoney, seen -> {
        var payment = seen.log().stream().filter(event -> event.type().equals("PaymentRecorded")).findFirst();
        return seen.withLog(payment.map(one -> append(seen.log(), one)).orElse(seen.log()));
    }),
    O9("nothing is parked", seen -> seen.parked() == 0 ? List.of() : List.of(seen.parked() + " records are parked"),
            seen -> seen.withParked(1)),
    O10("no ERROR in the logs", Observation::errors, seen -> seen.withErrors(List.of("ERROR planted"))),
    O11("no answer but 2xx, 4xx, or 503 and 504 with Retry-After", Oracle::wrongAnswers,
            seen -> seen.withAttempts(append(seen.attempts(),
                    seen.attempts().getFirst().settled(new Outcome.Wrong("planted")))));

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final BigDecimal FEE = new BigDecimal("20.00");
    private static final Map<String, ApplicationStatus> STATUS_AFTER = Map.of("ApplicationSubmitted",
            ApplicationStatus.SUBMITTED, "InformationVerified", ApplicationStatus.VERIFIED, "ReviewApproved",
            ApplicationStatus.APPROVED, "PaymentRecorded", ApplicationStatus.PAID, "CardIssued",
            ApplicationStatus.CARD_ISSUED);

    private final String promise;
    private final Function<Observation, List<String>> check;
    private final UnaryOperator<Observation> canary;

    Oracle(String promise, Function<Observation, List<String>> check, UnaryOperator<Observation> canary) {
        this.promise = promise;
        this.check = check;
        this.canary = canary;
    }

    String promise() {
        return promise;
    }

    /** What contradicts the promise; empty if it holds. */
    List<String> violations(Observation seen) {
        return check.apply(seen);
    }

    /** Whether it finds more once its bug is planted. */
    boolean finds(Observation seen) {
        return violations(canary.apply(seen)).size() > violations(seen).size();
    }

    private record Step(UUID application, String command) {}

    /** Lost or doubled: the log has each command of each application as often as it was acknowledged. */
    private static List<String> missing(Observation seen) {
        var acknowledged = seen.attempts().stream().filter(Attempt::isAcknowledged)
                .collect(groupingBy(one -> new Step(one.application(), one.command()), counting()));
        var logged = people(seen).collect(groupingBy(one -> new Step(one.applicationId(), one.command()), counting()));
        var steps = new HashSet<>(acknowledged.keySet());
        steps.addAll(logged.keySet());
        return steps.stream().filter(step -> !acknowledged.getOrDefault(step, 0L).equals(logged.getOrDefault(step, 0L)))
                .map(step -> step.command() + " of " + step.application() + " was acknowledged "
                        + acknowledged.getOrDefault(step, 0L) + " times and is in the log "
                        + logged.getOrDefault(step, 0L) + " times")
                .toList();
    }

    private static Stream<StoredEvent> people(Observation seen) {
        return seen.log().stream().filter(event -> !event.actor().equals("system"));
    }

    private static List<String> leftByRefused(Observation seen) {
        var kept = new HashSet<>(seen.keys());
        return seen.attempts().stream().filter(one -> one.outcome() instanceof Outcome.Refused)
                .filter(one -> kept.contains(one.callerAndKey()))
                .map(one -> one.command() + " of " + one.application() + " was refused and its key has an answer")
                .toList();
    }

    private static List<String> unsettled(Observation seen) {
        return seen.attempts().stream()
                .filter(one -> one.outcome() instanceof Outcome.Unknown || one.outcome() instanceof Outcome.Pending)
                .map(one -> one.command() + " of " + one.application() + " is " + one.outcome()).toList();
    }

    private static List<String> forks(Observation seen) {
        var violations = new ArrayList<String>();
        var next = new HashMap<UUID, Integer>();
        for (var event : seen.log()) {
            int expected = next.getOrDefault(event.applicationId(), 1);
            if (event.sequence() != expected) {
                violations.add(event.applicationId() + " has version " + event.sequence() + " where " + expected
                        + " was due");
            }
            next.put(event.applicationId(), event.sequence() + 1);
        }
        return violations;
    }

    private static List<String> misfolded(Observation seen) {
        var violations = new ArrayList<String>();
        var history = seen.history().stream().collect(toMap(StoredEvent::eventId, Function.identity()));
        var folded = new HashMap<UUID, CaseRow>();
        for (var event : seen.log()) {
            var shown = history.remove(event.eventId());
            if (shown == null || !Observation.isSame(event, shown)) {
                violations.add("event " + event.eventId() + " is not in the history as it is in the log");
            }
            var before = folded.get(event.applicationId());
            var status = STATUS_AFTER.get(event.type());
            folded.put(event.applicationId(), new CaseRow(event.applicationId(), event.sequence(),
                    status != null ? status.name() : before == null ? "" : before.status()));
        }
        history.keySet().forEach(id -> violations.add("event " + id + " of the history is not in the log"));
        var shown = new HashSet<>(seen.cases());
        folded.values().stream().filter(one -> !shown.remove(one))
                .forEach(one -> violations.add("the view of " + one.application() + " is not " + one));
        shown.forEach(one -> violations.add("the view " + one + " is of no case"));
        return violations;
    }

    private static List<String> mispublished(Observation seen) {
        var violations = new ArrayList<String>();
        var next = new HashMap<UUID, Integer>();
        for (var published : seen.topic()) {
            var event = published.event();
            int expected = next.getOrDefault(event.applicationId(), 1);
            if (event.sequence() != expected) {
                violations
                        .add("the topic has " + event.sequence() + " of " + event.applicationId() + " where " + expected
                                + " was due");
            }
            next.put(event.applicationId(), event.sequence() + 1);
        }
        var published = seen.topic().stream().map(PublishedEvent::event).map(StoredEvent::eventId).sorted().toList();
        var logged = seen.log().stream().map(StoredEvent::eventId).sorted().toList();
        if (!published.equals(logged)) {
            violations.add("the topic has " + published.size() + " events, the log " + logged.size());
        }
        var cards = seen.log().stream().filter(event -> event.type().equals("CardIssued"))
                .map(StoredEvent::applicationId).sorted().toList();
        if (!seen.notices().stream().sorted().toList().equals(cards)) {
            violations.add(seen.notices().size() + " notices of " + cards.size() + " cards");
        }
        return violations;
    }

    private static List<String> misnumbered(Observation seen) {
        var violations = new ArrayList<String>();
        var events = seen.log().stream().collect(toMap(StoredEvent::eventId, Function.identity(), (one, _) -> one));
        long expected = 1;
        for (var numbered : seen.ledger()) {
            if (numbered.position() != expected++) {
                violations.add("position " + numbered.position() + " where " + (expected - 1) + " was due");
            }
            var event = events.remove(numbered.eventId());
            if (event == null || !Arrays.equals(event.leafHash(), numbered.hash())) {
                violations.add("position " + numbered.position() + " has not the hash of its event");
            }
        }
        events.keySet().forEach(id -> violations.add("event " + id + " has no position"));
        return violations;
    }

    /** Nothing but the fee for the card is due here: it is paid once, before the card. */
    private static List<String> wrongMoney(Observation seen) {
        var paid = new HashMap<UUID, BigDecimal>();
        var violations = new ArrayList<String>();
        for (var event : seen.log()) {
            if (event.type().equals("PaymentRecorded")) {
                paid.merge(event.applicationId(),
                        new BigDecimal(JSON.readTree(event.payload()).path("amount").asString()), BigDecimal::add);
            } else if (event.type().equals("CardIssued")
                    && !isFee(paid.getOrDefault(event.applicationId(), BigDecimal.ZERO))) {
                violations
                        .add("the card of " + event.applicationId() + " came after " + paid.get(event.applicationId()));
            }
        }
        paid.forEach((application, amount) -> {
            if (!isFee(amount)) {
                violations.add(application + " paid " + amount + " of " + FEE);
            }
        });
        return violations;
    }

    private static boolean isFee(BigDecimal amount) {
        return amount.compareTo(FEE) == 0;
    }

    private static List<String> wrongAnswers(Observation seen) {
        return seen.attempts().stream().filter(one -> one.outcome() instanceof Outcome.Wrong)
                .map(one -> one.command() + " of " + one.application() + " was answered " + one.outcome()).toList();
    }

    private static <T> List<T> append(List<T> list, T one) {
        return Stream.concat(list.stream(), Stream.of(one)).toList();
    }
}
