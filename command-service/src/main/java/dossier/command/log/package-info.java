@NullMarked
package dossier.command.log;

import org.jspecify.annotations.NullMarked;
