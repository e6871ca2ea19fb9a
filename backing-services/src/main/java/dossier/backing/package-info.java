/** Real PostgreSQL and Kafka as child processes, the same code for the standalone system and for tests. */
@NullMarked
package dossier.backing;

import org.jspecify.annotations.NullMarked;
