package dev.nightshift.eval.report;

import java.time.Instant;
import java.util.List;

/**
 * A page to read, in terms of no format.
 *
 * @param title its title
 * @param madeAt when it was made
 * @param source what it was made from
 * @param blocks its parts, from the top
 */
record Page(String title, Instant madeAt, String source, List<Block> blocks) {

  Page {
    blocks = List.copyOf(blocks);
  }
}
