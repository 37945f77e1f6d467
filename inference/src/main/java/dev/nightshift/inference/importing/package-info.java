/** Models in other formats, turned into Hugging Face folders. */
@NullMarked
package dev.nightshift.inference.importing;

import org.jspecify.annotations.NullMarked;
