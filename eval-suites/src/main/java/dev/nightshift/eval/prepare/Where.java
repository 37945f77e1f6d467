package dev.nightshift.eval.prepare;

import dev.nightshift.eval.yaml.YamlMap;
import java.util.List;
import java.util.Objects;

/**
 * Keeps the rows whose {@code field} is one of {@code equals}, or begins with {@code starts_with};
 * with {@code blank: true} those where it is missing or blank.
 */
final class Where {

  private Where() {}

  static ItemPreparation of(YamlMap settings) {
    String field = settings.requiredText("field");
    List<String> equal = settings.texts("equals");
    String start = settings.text("starts_with").orElse("");
    boolean blank = settings.flag("blank", false);
    if (equal.isEmpty() && start.isEmpty() && !blank) {
      settings.fault("field", "nothing says which rows are kept", "Give equals or starts_with.");
    }
    return rows ->
        rows.stream()
            .filter(
                row -> {
                  String value = Objects.toString(row.fields().get(field), "");
                  return equal.contains(value)
                      || !start.isEmpty() && value.startsWith(start)
                      || blank && value.isBlank();
                })
            .toList();
  }
}
