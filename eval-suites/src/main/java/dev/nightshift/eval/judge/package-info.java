/**
 * Judging answers by a model: rubrics, what a judge is asked and how its reply is read, judges
 * behind an endpoint or in this process, and what their verdicts say of two models. Both orders of
 * every pair are asked; length is controlled for; agreement with labels is measured.
 */
@NullMarked
package dev.nightshift.eval.judge;

import org.jspecify.annotations.NullMarked;
