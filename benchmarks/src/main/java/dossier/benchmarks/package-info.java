@NullMarked
package dossier.benchmarks;

import org.jspecify.annotations.NullMarked;
