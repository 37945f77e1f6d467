package dev.nightshift.eval.reward;

import dev.nightshift.schema.error.WorkException;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What rewards of single requests share. */
final class RequestFields {

  private RequestFields() {}

  /** A field that a reward cannot do without. */
  static String required(RewardRequest request, String field, String reward) {
    String value = request.fields().get(field);
    if (value == null) {
      throw new WorkException(
          "a prompt has no field '" + field + "'",
          "reward " + reward,
          "Its fields are: " + String.join(", ", new TreeSet<>(request.fields().keySet())) + ".");
    }
    return value;
  }

  static double[] each(List<RewardRequest> requests, ToDoubleFunction<RewardRequest> score) {
    return requests.stream().mapToDouble(score).toArray();
  }
}
