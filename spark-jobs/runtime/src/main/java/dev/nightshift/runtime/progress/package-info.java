/** How long work tells how far it is: a bar on a terminal, plain lines elsewhere. */
@NullMarked
package dev.nightshift.runtime.progress;

import org.jspecify.annotations.NullMarked;
