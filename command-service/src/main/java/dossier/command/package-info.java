@NullMarked
package dossier.command;

import org.jspecify.annotations.NullMarked;
