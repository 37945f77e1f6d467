package dev.nightshift.pipelines.spec;

import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with references in it.
 *
 * @param parts texts and references in order
 */
public record Template(List<Part> parts) {

  private static final Pattern MARK = Pattern.compile("\\$\\{([^}]*)}");

  /** A piece of a template. */
  public sealed interface Part {}

  /** Text that stands for itself. */
  public record Literal(String text) implements Part {}

  /** A reference, with its text as written. */
  public record Hole(String written, Reference reference) implements Part {}

  public Template {
    parts = List.copyOf(parts);
  }

  /** Splits a text; a fault for each reference that is none of the forms. */
  public static Template parse(Setting setting, Faults faults) {
    List<Part> parts = new ArrayList<>();
    Matcher mark = MARK.matcher(setting.text());
    int end = 0;
    while (mark.find()) {
      literal(setting.text().substring(end, mark.start()), setting, parts, faults);
      Optional<Reference> reference = Reference.parse(mark.group(1));
      if (reference.isPresent()) {
        parts.add(new Hole(mark.group(), reference.get()));
      } else {
        faults.add(
            "'" + mark.group() + "' is no reference",
            setting.place().toString(),
            "Write one of " + Reference.FORMS + ".");
        parts.add(new Literal(mark.group()));
      }
      end = mark.end();
    }
    literal(setting.text().substring(end), setting, parts, faults);
    return new Template(parts);
  }

  private static void literal(String text, Setting setting, List<Part> parts, Faults faults) {
    if (text.contains("${")) {
      faults.add(
          "'" + setting.text() + "' opens a reference with '${' and does not close it",
          setting.place().toString(),
          "Add the missing '}'.");
    }
    if (!text.isEmpty()) {
      parts.add(new Literal(text));
    }
  }

  /** The references, in order. */
  public List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Hole hole) {
        references.add(hole.reference());
      }
    }
    return references;
  }

  /** The text with each reference replaced; those that give nothing stay as written. */
  public String fill(Function<Reference, Optional<String>> values) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        text.append(literal.text());
      } else if (part instanceof Hole hole) {
        text.append(values.apply(hole.reference()).orElse(hole.written()));
      }
    }
    return text.toString();
  }
}
