/** The whole system on one machine: what {@code ./dossier} runs. */
@NullMarked
package dossier.standalone;

import org.jspecify.annotations.NullMarked;
