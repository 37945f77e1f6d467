package dev.nightshift.eval.task;

import dev.nightshift.eval.yaml.YamlMap;
import java.util.List;
import java.util.Optional;

/** Reads {@code generation_kwargs}. */
final class GenerationReader {

  private static final int MAX_TOKENS = 256;
  private static final List<String> LENGTHS =
      List.of("max_gen_toks", "max_new_tokens", "max_tokens");

  private GenerationReader() {}

  /**
   * The plan.
   *
   * @param otherwise text that ends an answer where none is given
   */
  static GenerationPlan plan(YamlMap yaml, String otherwise) {
    Optional<YamlMap> found = yaml.map("generation_kwargs");
    if (found.isEmpty()) {
      return new GenerationPlan(List.of(otherwise), MAX_TOKENS, 0, 0, 1);
    }
    YamlMap map = found.get();
    boolean samples = map.flag("do_sample", false);
    double temperature = map.number("temperature", samples ? 1 : 0);
    if (samples && !(temperature > 0)) {
      map.fault("temperature", "sampling needs a temperature above 0", "Or set do_sample: false.");
    }
    double topP = map.number("top_p", 1);
    if (!(topP > 0 && topP <= 1)) {
      map.fault("top_p", "'" + topP + "' is not above 0 and at most 1", "");
    }
    if (map.integer("num_beams", 1, 1) > 1) {
      map.fault("num_beams", "there is no search with beams", "Set num_beams: 1, or leave it out.");
    }
    int topK = (int) map.integer("top_k", 0, 0);
    List<String> until = map.has("until") ? map.texts("until") : List.of(otherwise);
    if (until.contains("")) {
      map.fault("until", "an empty text would end every answer", "Leave it out.");
    }
    String most = LENGTHS.stream().filter(map::has).findFirst().orElse("max_gen_toks");
    int maxTokens = (int) map.integer(most, MAX_TOKENS, 1);
    map.done();
    return new GenerationPlan(until, maxTokens, samples ? temperature : 0, topK, topP);
  }
}
