/** References to secrets: resolved when a job asks for the value, hidden wherever text goes out. */
@NullMarked
package dev.nightshift.pipelines.secret;

import org.jspecify.annotations.NullMarked;
