@NullMarked
package dossier.web;

import org.jspecify.annotations.NullMarked;
