@NullMarked
package dossier.events;

import org.jspecify.annotations.NullMarked;
