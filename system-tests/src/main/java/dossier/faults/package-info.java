/** The promises of the product under attack: real processes, real kill -9, and checkers that look at everything after. */
@NullMarked
package dossier.faults;

import org.jspecify.annotations.NullMarked;
