/** Files of options in YAML, read so that every fault can name its line. */
@NullMarked
package dev.nightshift.curation.config;

import org.jspecify.annotations.NullMarked;
