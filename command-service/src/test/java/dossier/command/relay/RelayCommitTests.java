package dossier.command.relay;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.sun.jdi.BooleanValue;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.MethodExitEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodExitRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;
import dossier.backing.Ports;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sending thread of Kafka's producer asks whether records wait, and then takes the next request that does: a commit
 * that is asked for in between would go first. A debugger holds it in that moment.
 */
class RelayCommitTests {

    static final List<String> COMPLETING = List.of("flush", "commitTransaction");

    final TestLog log = TestLog.in(BackingServices.shared().newInstallation());
    final int port = Ports.free();

    @Test
    void records_that_are_sent_while_the_producer_looks_for_them_are_in_the_transaction() throws Exception {
        var sequencer = log.sequencer();
        try (var relay = RelayProcess.relay(log, port).go().awaitReady();
                var topic = TopicReader.committed(log.kafka().bootstrapServers(), log.kafka().applicationEvents())) {
            var debugger = attach();
            var looks = looksOf(thread(debugger, "kafka-producer-network-thread"));
            log.append(List.of(TestLog.event(UUID.randomUUID(), 1)));
            holdSenderThatSawNothing(looks);
            var worker = thread(debugger, "relay");
            await().until(() -> !isCompleting(worker));
            log.append(List.of(TestLog.event(UUID.randomUUID(), 1)));
            await().until(() -> isCompleting(worker));
            debugger.dispose(); // which lets it go on
            topic.awaitRecords(2).assertIsTheLedgerOf(log);
            assertThat(relay.openings()).isEqualTo(1);
        } finally {
            sequencer.close(Duration.ZERO);
        }
    }

    private VirtualMachine attach() throws Exception {
        var connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(one -> one.transport().name().equals("dt_socket")).findFirst().orElseThrow();
        var arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return connector.attach(arguments);
    }

    private static ThreadReference thread(VirtualMachine debugger, String name) {
        return debugger.allThreads().stream().filter(thread -> thread.name().startsWith(name)).findFirst()
                .orElseThrow();
    }

    private static MethodExitRequest looksOf(ThreadReference sender) {
        var looks = sender.virtualMachine().eventRequestManager().createMethodExitRequest();
        looks.addClassFilter("org.apache.kafka.clients.producer.internals.RecordAccumulator");
        looks.addThreadFilter(sender);
        looks.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        looks.enable();
        return looks;
    }

    /** Between two transactions. */
    private static void holdSenderThatSawNothing(MethodExitRequest looks) throws Exception {
        while (true) {
            var events = looks.virtualMachine().eventQueue().remove(60_000);
            assertThat(events).as("what the sender does").isNotNull();
            for (var event : events) {
                if (event instanceof MethodExitEvent exit && sawNothing(exit)) {
                    looks.disable();
                    return;
                }
            }
            events.resume();
        }
    }

    private static boolean sawNothing(MethodExitEvent exit) throws IncompatibleThreadStateException {
        return exit.method().name().equals("hasIncomplete") && !((BooleanValue) exit.returnValue()).value()
                && exit.thread().frame(1).location().method().name().equals("maybeSendAndPollTransactionalRequest")
                && stateOf(exit.thread().frame(1)).equals("READY");
    }

    private static String stateOf(StackFrame sender) {
        var state = field(field(sender.thisObject(), "transactionManager"), "currentState");
        return String.valueOf(state.getValue(state.referenceType().fieldByName("name"))).replace("\"", "");
    }

    private static ObjectReference field(ObjectReference of, String name) {
        return (ObjectReference) of.getValue(of.referenceType().fieldByName(name));
    }

    /** Whether a thread waits for the end of a transaction. */
    private static boolean isCompleting(ThreadReference thread) throws IncompatibleThreadStateException {
        thread.suspend();
        try {
            return thread.status() == ThreadReference.THREAD_STATUS_WAIT && thread.frames().stream()
                    .anyMatch(frame -> COMPLETING.contains(frame.location().method().name())
                            && frame.location().declaringType().name().endsWith("KafkaProducer"));
        } finally {
            thread.resume();
        }
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
    }
}
