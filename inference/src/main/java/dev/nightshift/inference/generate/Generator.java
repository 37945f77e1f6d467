package dev.nightshift.inference.generate;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.prefix.PrefixStore;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Continues prompts with a key-value cache.
 *
 * <p><b>A continuation never depends on the batch</b>, bit for bit. The last bits of a matrix
 * product depend on how many rows it has and, with OpenBLAS's AVX-512 kernels, on where in the
 * product a row stands; with exactly eight rows all places are alike. So a prompt is read by a
 * forward pass of its own, whose shape follows from the prompt; and decoding always runs with
 * exactly {@value #ROWS} rows, filled up with copies where there are fewer requests. Prompts stand
 * right-aligned in a cache whose length is the prompt's, rounded up to a multiple of {@value
 * #PLACES}; only prompts of one such length share a pass. A beginning that a request names is read
 * apart, whether or not others have it too.
 */
public final class Generator {

  /** Rows of every decoding step; a pass over fewer requests costs as much. */
  public static final int ROWS = 8;

  /** Prompt lengths in the cache are multiples of this. */
  static final int PLACES = 16;

  private Generator() {}

  /** The length in the cache of a prompt of so many tokens: only equal ones share a pass. */
  public static int paddedLength(int tokens) {
    return (tokens + PLACES - 1) / PLACES * PLACES;
  }

  /**
   * Continuations in the order of the requests. A prompt and its continuation never exceed the
   * model's context: there a continuation ends with {@link FinishReason#LENGTH}.
   *
   * @throws dev.nightshift.schema.error.RequestException with every request that cannot be
   *     continued, or for a model that gives no next tokens
   */
  public static List<Generation> generate(
      LanguageModel model, List<GenerationRequest> requests, GenerationSettings settings) {
    try (PrefixStore prefixes = PrefixStore.of(model)) {
      return generate(model, prefixes, requests, settings);
    }
  }

  /**
   * The same with the beginnings of a store, which may be there from other requests.
   *
   * @param prefixes store of this model
   */
  public static List<Generation> generate(
      LanguageModel model,
      PrefixStore prefixes,
      List<GenerationRequest> requests,
      GenerationSettings settings) {
    model.requireNextTokens();
    List<Row> rows = rows(model, requests, settings);
    for (int from = 0; from < rows.size(); from += settings.batchSize()) {
      List<Row> batch = rows.subList(from, Math.min(rows.size(), from + settings.batchSize()));
      Map<Integer, List<Row>> byLength = new TreeMap<>();
      for (Row row : batch) {
        byLength.computeIfAbsent(row.paddedLength(), length -> new ArrayList<>()).add(row);
      }
      for (List<Row> alike : byLength.values()) {
        for (int i = 0; i < alike.size(); i += ROWS) {
          List<Row> some = alike.subList(i, Math.min(alike.size(), i + ROWS));
          new DecodePass(model, prefixes, settings, some).run();
        }
      }
    }
    return rows.stream().map(Row::result).toList();
  }

  private static List<Row> rows(
      LanguageModel model, List<GenerationRequest> requests, GenerationSettings settings) {
    Faults faults = new Faults();
    Set<String> names = new HashSet<>();
    List<Row> rows = new ArrayList<>();
    for (GenerationRequest request : requests) {
      String where = "request " + request.id();
      if (!names.add(request.id())) {
        faults.add("two requests have this id", where, "Give each request an id of its own.");
      }
      int[] ids = promptIds(model, request);
      int longest = model.config().maxPositions();
      if (ids.length == 0) {
        faults.add(
            "the prompt is empty and the tokenizer adds no token before it",
            where,
            "Give a prompt, or token ids.");
      } else if (ids.length >= longest) {
        faults.add(
            "the prompt has " + ids.length + " tokens and the model's context " + longest,
            where,
            "Shorten the prompt.");
      }
      model.checkIds(ids, where, faults);
      rows.add(row(model, request, settings, ids));
    }
    faults.throwIfAny();
    return rows;
  }

  private static Row row(
      LanguageModel model, GenerationRequest request, GenerationSettings settings, int[] ids) {
    Set<Integer> ends = new HashSet<>();
    if (!settings.ignoreEos()) {
      ends.addAll(model.generation().eosTokenIds());
      model.tokenizer().map(Tokenizer::eosId).ifPresent(eos -> eos.ifPresent(ends::add));
    }
    Set<String> stops = new LinkedHashSet<>(settings.stops());
    stops.addAll(request.stops());
    // A stop string that is a special token would not show in the text: its id ends the row.
    List<String> texts = new ArrayList<>();
    for (String stop : stops) {
      OptionalInt special = specialId(model, stop);
      if (special.isPresent()) {
        ends.add(special.getAsInt());
      } else {
        texts.add(stop);
      }
    }
    int budget = Math.min(settings.maxTokens(), model.config().maxPositions() - ids.length);
    return new Row(
        request.id(),
        ids,
        request.beginning(),
        budget,
        ends,
        texts,
        model.tokenizer().orElse(null));
  }

  private static OptionalInt specialId(LanguageModel model, String token) {
    Integer id = model.requireTokenizer().specialIds().get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  private static int[] promptIds(LanguageModel model, GenerationRequest request) {
    List<Integer> given = request.tokenIds();
    if (given != null) {
      return given.stream().mapToInt(Integer::intValue).toArray();
    }
    return model.requireTokenizer().encode(String.valueOf(request.text()), true);
  }
}
