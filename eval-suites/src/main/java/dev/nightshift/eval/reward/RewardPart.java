package dev.nightshift.eval.reward;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * One part of a weighted sum of rewards.
 *
 * @param kind what is rewarded
 * @param name its name in metrics
 * @param weight its factor in the sum
 * @param options every option of the kind, with the default where none was given
 */
public record RewardPart(RewardKind kind, String name, double weight, Map<String, String> options)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  public RewardPart {
    options = new TreeMap<>(options);
  }

  /** The value of an option. */
  public String option(String key) {
    String value = options.get(key);
    if (value == null) {
      throw new IllegalArgumentException(kind.label() + " has no option " + key);
    }
    return value;
  }

  /** The value of an option that was checked to be a number. */
  double number(String key) {
    return Double.parseDouble(option(key));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.label());
    options.forEach(
        (key, value) -> {
          if (!value.equals(kind.defaults().get(key))) {
            text.append(text.indexOf("(") < 0 ? "(" : ";").append(key).append('=');
            text.append('\'').append(value.replace("'", "''")).append('\'');
          }
        });
    if (text.indexOf("(") >= 0) {
      text.append(')');
    }
    return text.append(':').append(weight).toString();
  }
}
