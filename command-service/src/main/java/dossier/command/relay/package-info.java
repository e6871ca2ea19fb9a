/** From the event log to Kafka: the sequencer gives committed events their positions, the relay publishes them. */
@NullMarked
package dossier.command.relay;

import org.jspecify.annotations.NullMarked;
