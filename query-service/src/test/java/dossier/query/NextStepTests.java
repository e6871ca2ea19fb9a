package dossier.query;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import dossier.events.Limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@QueryServiceTest
class NextStepTests {

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;

    static List<Arguments> statuses() {
        return List.of(
                arguments("SUBMITTED", story().submitted(),
                        "VerifyInformation RequestSupplement RejectReview ExtendReview RecordContact "
                                + "WithdrawApplication"),
                arguments("SUPPLEMENT_REQUESTED", story().submitted().supplementRequested(),
                        "SubmitSupplement RecordContact WithdrawApplication"),
                arguments("VERIFIED", story().submitted().informationVerified(),
                        "ApproveReview RejectReview ExtendReview RecordContact WithdrawApplication"),
                arguments("VERIFIED", story().submitted().informationVerified().reviewExtended("原参保地未答复"),
                        "ApproveReview RejectReview RecordContact WithdrawApplication"),
                arguments("APPROVED", story().submitted().informationVerified().reviewApproved(),
                        "RecordPayment RecordContact WithdrawApplication"),
                arguments("PAID", story().submitted().informationVerified().reviewApprovedWithNothingDue(),
                        "IssueCard RecordContact WithdrawApplication"),
                arguments("CARD_ISSUED", story().issued(), "ConfirmCollection ReportProductionFailure"),
                arguments("CARD_FAILED", story().issued().productionFailureReported("芯片无法写入"), "IssueCard"),
                arguments("CARD_COLLECTED", story().issued().collectionConfirmed(), ""),
                arguments("CARD_LAPSED", story().issued().cardLapsed(), ""),
                arguments("REJECTED", story().submitted().reviewRejected(), "FileAppeal"),
                arguments("APPEALED", story().submitted().reviewRejected().appealFiled("材料有效"), "DecideAppeal"),
                arguments("REJECTED", story().submitted().reviewRejected().appealFiled("材料有效").appealDismissed(), ""),
                arguments("WITHDRAWN", story().submitted().applicationWithdrawn(), ""),
                arguments("WITHDRAWN", story().submitted().informationVerified().reviewApproved()
                        .paymentRecorded("820.00", "0.00").applicationWithdrawn(), "RefundPayment"),
                arguments("LAPSED", story().submitted().supplementRequested().applicationLapsed(Limit.SUPPLEMENT), ""));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void next_steps_are_what_the_rules_leave_most_important_first(String status, Story story, String steps) {
        story.sent();

        var view = world.get(port, "/api/applications/" + story.id + "?minVersion=" + story.records.size(), "clerk");

        assertThat(view.text("/status")).isEqualTo(status);
        var commands = view.body().get("nextSteps").valueStream().map(step -> step.get("command").asString()).toList();
        assertThat(String.join(" ", commands)).isEqualTo(steps);
        assertThat(world.get(port, "/api/tracking/" + story.trackingCode).text("/nextStep/command"))
                .isEqualTo(commands.isEmpty() ? null : commands.getFirst());
    }

    private static Story story() {
        return new Story(World.SHARED);
    }
}
