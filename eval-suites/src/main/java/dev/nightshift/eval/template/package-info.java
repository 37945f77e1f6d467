/**
 * Jinja as task files use it, with Python's values and rules: an undefined name is an error, and
 * what a template does is bounded in time and memory.
 */
@NullMarked
package dev.nightshift.eval.template;

import org.jspecify.annotations.NullMarked;
