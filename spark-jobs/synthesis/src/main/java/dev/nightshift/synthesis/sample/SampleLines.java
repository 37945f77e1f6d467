package dev.nightshift.synthesis.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.Slip;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.schema.random.CounterRandom;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lines of the sample's files, each a pure function of (seed, number of the line). Problems
 * have training operands only; preferences, prompts and documents draw from streams of their own.
 */
final class SampleLines {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LICENCE = "generated";

  /**
   * A line.
   *
   * @param kind what it is, for the counts
   * @param bytes without the line's end
   */
  record Line(String kind, byte[] bytes) {}

  private final ProblemGenerator generator;
  private final long seed;

  SampleLines(ProblemGenerator generator, long seed) {
    this.generator = generator;
    this.seed = seed;
  }

  /** A line of the documents. */
  Line document(long number) {
    CounterRandom random = CounterRandom.of(seed, "sample/documents", number);
    LineKind kind = LineKind.of(random.nextInt(1000));
    byte[] bytes =
        switch (kind) {
          case PROBLEM -> problem(number, "sample/problems");
          case COPY -> problem(number == 0 ? 0 : random.nextLong(number), "sample/mirror");
          case PROSE -> row("sample/notes", ProseWriter.good(random));
          case JUNK -> row("sample/crawl", ProseWriter.bad(random));
          case BROKEN_JSON -> broken(problem(number, "sample/problems"), random);
          case INVALID_UTF8 -> invalid(problem(number, "sample/problems"), random);
          case NO_TEXT -> json(Map.of("source", "sample/crawl"));
          case TEXT_IS_A_NUMBER -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("text", random.nextInt(100_000));
            fields.put("source", "sample/crawl");
            yield json(fields);
          }
        };
    return new Line(kind.label(), bytes);
  }

  /** A labelled text for the quality classifier: problems and prose are good, half are bad. */
  Line quality(long number) {
    CounterRandom random = CounterRandom.of(seed, "sample/quality", number);
    boolean good = random.nextInt(2) == 0;
    String text = ProseWriter.bad(random);
    if (good) {
      text =
          random.nextInt(3) == 0
              ? ProseWriter.good(random)
              : drawn("sample/quality", number).text();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("label", good ? 1 : 0);
    return new Line(good ? "good" : "bad", json(fields));
  }

  /** A preference: the right answer against a plausible wrong one. */
  Line preference(long number) {
    Problem problem = drawn("sample/preferences", number);
    CounterRandom random = CounterRandom.of(seed, "sample/slips", number);
    Slip slip = Slip.draw(problem, random);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prompt", problem.prompt());
    fields.put("chosen", problem.completion());
    fields.put("rejected", problem.completion(slip.answer(problem).orElseThrow()));
    fields.put("slip", slip.label());
    lineage(problem, fields);
    return new Line(slip.label(), json(fields));
  }

  /** A prompt with its answer. */
  Line prompt(long number) {
    Problem problem = drawn("sample/prompts", number);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prompt", problem.prompt());
    fields.put("answer", Integer.toString(problem.answer()));
    lineage(problem, fields);
    return new Line(problem.subject().label(), json(fields));
  }

  private byte[] problem(long number, String source) {
    Problem problem = generator.problem(seed, Split.TRAIN, number);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", problem.text());
    fields.put("source", source);
    fields.put("licence", LICENCE);
    lineage(problem, fields);
    return json(fields);
  }

  private static void lineage(Problem problem, Map<String, Object> fields) {
    fields.put("family", problem.family().label());
    fields.put("operands", problem.operandsKey());
  }

  private Problem drawn(String stream, long number) {
    long streamSeed = CounterRandom.of(seed, stream, 0).nextLong();
    return generator.problem(streamSeed, Split.TRAIN, number);
  }

  private static byte[] row(String source, String text) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", text);
    fields.put("source", source);
    fields.put("licence", LICENCE);
    return json(fields);
  }

  private static byte[] broken(byte[] line, CounterRandom random) {
    return Arrays.copyOf(line, 5 + random.nextInt(line.length - 10));
  }

  /** Puts a byte that no UTF-8 holds into the text. */
  private static byte[] invalid(byte[] line, CounterRandom random) {
    byte[] bytes = line.clone();
    bytes[12 + random.nextInt(20)] = (byte) (0xF8 + random.nextInt(8));
    return bytes;
  }

  private static byte[] json(Map<String, Object> fields) {
    try {
      return JSON.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values are always JSON", e);
    }
  }
}
