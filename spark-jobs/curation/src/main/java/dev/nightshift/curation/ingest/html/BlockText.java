package dev.nightshift.curation.ingest.html;

import java.util.List;

/** Lays blocks out as text, with the signs of Markdown for headings, lists, tables and code. */
final class BlockText {

  private static final String FENCE = "```";

  private BlockText() {}

  static String of(List<Block> blocks, boolean[] keep) {
    StringBuilder text = new StringBuilder();
    Block.Kind last = null;
    for (int i = 0; i < blocks.size(); i++) {
      if (!keep[i]) {
        continue;
      }
      Block block = blocks.get(i);
      boolean joins =
          block.kind() == last && (last == Block.Kind.LIST_ITEM || last == Block.Kind.TABLE_ROW);
      if (!text.isEmpty()) {
        text.append(joins ? "\n" : "\n\n");
      }
      append(text, block);
      last = block.kind();
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Block block) {
    switch (block.kind()) {
      case HEADING -> text.append("#".repeat(block.level())).append(' ').append(block.text());
      case LIST_ITEM ->
          text.append("  ".repeat(Math.min(block.level(), 8) - 1))
              .append("- ")
              .append(block.text());
      case PREFORMATTED ->
          text.append(FENCE).append('\n').append(block.text()).append('\n').append(FENCE);
      case PROSE, TABLE_ROW -> text.append(block.text());
    }
  }
}
