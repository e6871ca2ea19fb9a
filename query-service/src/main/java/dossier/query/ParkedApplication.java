package dossier.query;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Records that wait for each other, as an operator sees them; nothing of what they contain.
 *
 * @param applicationId absent for a record of no application, which waits for itself
 * @param since when the first of them was parked
 * @param waiting how many records wait
 * @param first the one that the others wait for
 */
record ParkedApplication(@Nullable UUID applicationId, Instant since, long waiting, WaitingRecord first) {

    /**
     * @param record by which a skip names it
     * @param topicId of the topic as it was then: one made anew has another
     * @param sequence if readable
     * @param type the CloudEvent's, as {@code dossier.ContactRecorded.v1}, if readable
     * @param reason why it waits
     */
    record WaitingRecord(long record, String topic, String topicId, int partition, long offset,
            @Nullable Integer sequence, @Nullable String type, String reason) {}
}
