/** Quality gates: conditions over measured scores, and the job that refuses a model by them. */
@NullMarked
package dev.nightshift.pipelines.gate;

import org.jspecify.annotations.NullMarked;
