@NullMarked
package dossier.query;

import org.jspecify.annotations.NullMarked;
