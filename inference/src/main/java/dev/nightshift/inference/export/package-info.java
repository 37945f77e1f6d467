/** Models written for other tools. */
@NullMarked
package dev.nightshift.inference.export;

import org.jspecify.annotations.NullMarked;
