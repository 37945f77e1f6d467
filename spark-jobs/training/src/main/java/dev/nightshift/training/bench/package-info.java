/** How fast this machine trains: benchmarks that print figures, and judge none. */
@NullMarked
package dev.nightshift.training.bench;

import org.jspecify.annotations.NullMarked;
