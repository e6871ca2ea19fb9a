@NullMarked
package dossier.command.identity;

import org.jspecify.annotations.NullMarked;
