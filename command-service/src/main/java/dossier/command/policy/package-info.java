@NullMarked
package dossier.command.policy;

import org.jspecify.annotations.NullMarked;
