package dossier.query;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dossier.events.ApplicationStatus;
import dossier.events.Category;

/** What a list is asked for: filters, order, and where the page before ended. */
record ListQuery(@Nullable ApplicationStatus status, @Nullable String region, @Nullable Category category,
        @Nullable String applicant, @Nullable String q, @Nullable LocalDate from, @Nullable LocalDate to, Order order,
        int limit, @Nullable Cursor cursor) {

    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 200;

    private static final Pattern REGION = Pattern.compile("\\d{6}");
    private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(9998, 12, 31);

    enum Order {
        OLDEST("submittedAt", "submittedAt", ">", "asc"),
        NEWEST("-submittedAt", "submittedAt", "<",
                "desc"),
        DUE_FIRST("dueAt", "dueOrder", ">", "asc"),
        DUE_LAST("-dueAt", "dueOrder", "<", "desc");

        final String parameter;
        final String field;
        final String after;
        final String direction;

        Order(String parameter, String field, String after, String direction) {
            this.parameter = parameter;
            this.field = field;
            this.after = after;
            this.direction = direction;
        }

        Instant of(ApplicationRow row) {
            return switch (this) {
                case OLDEST, NEWEST -> row.submittedAt;
                case DUE_FIRST, DUE_LAST -> row.dueOrder;
            };
        }

        static @Nullable Order parse(String parameter) {
            return Arrays.stream(values()).filter(order -> order.parameter.equals(parameter)).findFirst().orElse(null);
        }
    }

    /** The last row of a page, in its order. Opaque to callers. */
    record Cursor(Order order, Instant key, UUID applicationId) {

        String encode() {
            var text = order + " " + ChronoUnit.MICROS.between(Instant.EPOCH, key) + " " + applicationId;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static @Nullable Cursor parse(String encoded) {
            var parts = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8).split(" ", 3);
            var key = Instant.EPOCH.plus(Long.parseLong(parts[1]), ChronoUnit.MICROS);
            return key.isBefore(Instant.parse("1900-01-01T00:00:00Z"))
                    || key.isAfter(Instant.parse("9999-12-31T23:59:59Z"))
                            ? null
                            : new Cursor(Order.valueOf(parts[0]), key, UUID.fromString(parts[2]));
        }
    }

    static ListQuery parse(Parameters parameters) {
        var status = parameters.get("status", "a status", ApplicationStatus::valueOf);
        var region = region(parameters);
        var category = parameters.get("category", "a category", Category::valueOf);
        var applicant = parameters.get("applicant", "a name", name -> name);
        var q = parameters.get("q", "a tracking code, a card number or the beginning of a name", text -> text);
        var from = date(parameters, "from");
        var to = date(parameters, "to");
        if (from != null && to != null && to.isBefore(from)) {
            parameters.error("to", "before from");
        }
        var order = parameters.get("sort", "submittedAt, -submittedAt, dueAt or -dueAt", Order::parse);
        var limit = limit(parameters);
        var cursor = parameters.get("cursor", "a nextCursor", Cursor::parse);
        var effective = order == null ? Order.NEWEST : order;
        if (cursor != null && cursor.order() != effective) {
            parameters.error("cursor", "of a list in another order");
        }
        parameters.check();
        return new ListQuery(status, region, category, applicant, q, from, to, effective,
                limit, cursor);
    }

    String cursorAfter(ApplicationRow last) {
        return new Cursor(order, order.of(last), last.applicationId).encode();
    }

    /** Tokens of names are short hashes and outlive an erased name: a hit is held against what can be read. */
    boolean isMeant(CaseView found) {
        var name = found.applicant() == null ? null : NameTokens.normal(found.applicant().name());
        return (applicant == null || NameTokens.normal(applicant).equals(name))
                && (q == null || q.equals(found.trackingCode()) || q.equals(found.cardNumber())
                        || (name != null && name.startsWith(NameTokens.normal(q))));
    }

    static @Nullable String region(Parameters parameters) {
        return parameters.get("region", "six digits", text -> REGION.matcher(text).matches() ? text : null);
    }

    static @Nullable LocalDate date(Parameters parameters, String name) {
        return parameters.get(name, "a date as 2026-11-20", text -> {
            var date = LocalDate.parse(text);
            return date.isBefore(EARLIEST) || date.isAfter(LATEST) ? null : date;
        });
    }

    static int limit(Parameters parameters) {
        var limit = parameters.get("limit", "1 to " + LARGEST_LIMIT, text -> limit(Integer.parseInt(text)));
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    private static @Nullable Integer limit(int limit) {
        return limit >= 1 && limit <= LARGEST_LIMIT ? limit : null;
    }
}
