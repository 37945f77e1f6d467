package dev.nightshift.inference.tokenizer.jinja;

import com.hubspot.jinjava.util.ForLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a loop, under the names that templates know. */
final class Loop extends ForLoop {

  private final List<?> items;

  Loop(List<?> items) {
    super(items.iterator(), items.size());
    this.items = items;
  }

  /** An attribute of {@code loop}; null where it is undefined. */
  @Nullable Object attribute(String name) {
    int at = getIndex0();
    return switch (name) {
      case "index" -> (long) at + 1;
      case "index0" -> (long) at;
      case "revindex" -> (long) items.size() - at;
      case "revindex0" -> (long) items.size() - at - 1;
      case "first" -> at == 0;
      case "last" -> at == items.size() - 1;
      case "length" -> (long) items.size();
      case "previtem" -> at == 0 ? null : items.get(at - 1);
      case "nextitem" -> at == items.size() - 1 ? null : items.get(at + 1);
      default -> throw new TemplateProblem("the attribute 'loop." + name + "'");
    };
  }
}
