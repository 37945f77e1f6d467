package dev.nightshift.inference.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.error.RequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Text to token ids and back, as a {@code tokenizer.json} says, by the Hugging Face library. Never
 * truncates, never pads, never goes to the network. Safe for use by several threads.
 *
 * <p>Special tokens are added only where asked for, and then as the tokenizer's own post-processor
 * does: BOS comes first exactly when that post-processor puts it there.
 */
public final class Tokenizer implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HuggingFaceTokenizer delegate;
  private final int vocabSize;
  private final Map<String, Integer> specialIds;
  private final ObjectNode config;
  private final @Nullable String bos;
  private final @Nullable String eos;
  private final @Nullable String pad;

  private Tokenizer(
      HuggingFaceTokenizer delegate,
      int vocabSize,
      Map<String, Integer> specialIds,
      ObjectNode config) {
    this.delegate = delegate;
    this.vocabSize = vocabSize;
    this.specialIds = Map.copyOf(specialIds);
    this.config = config;
    this.bos = content(config.get("bos_token"));
    this.eos = content(config.get("eos_token"));
    this.pad = content(config.get("pad_token"));
  }

  /**
   * Loads the tokenizer of a model folder: {@code tokenizer.json}, and {@code
   * tokenizer_config.json} where there is one.
   *
   * @throws RequestException if it is missing or broken
   */
  public static Tokenizer load(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    JsonNode definition = json(file);
    Path configFile = folder.resolve("tokenizer_config.json");
    JsonNode config = Files.exists(configFile) ? json(configFile) : MAPPER.createObjectNode();
    if (!(definition instanceof ObjectNode object) || !(config instanceof ObjectNode settings)) {
      throw broken(file, "it is no JSON object");
    }
    // Truncation and padding that a file carries would silently change what a row is.
    object.putNull("truncation");
    object.putNull("padding");
    return new Tokenizer(delegate(file, object), vocabSize(object), specialIds(object), settings);
  }

  /** Whether a folder has a tokenizer. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve("tokenizer.json"));
  }

  /**
   * The token ids of a text.
   *
   * @param addSpecialTokens whether the post-processor adds its special tokens (BOS, EOS); those
   *     that are spelled out in the text are recognised either way
   */
  public int[] encode(String text, boolean addSpecialTokens) {
    Encoding encoding = delegate.encode(text, addSpecialTokens, false);
    long[] ids = encoding.getIds();
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = (int) ids[i];
    }
    return narrow;
  }

  /** The text of token ids. */
  public String decode(int[] ids, boolean skipSpecial) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return delegate.decode(wide, skipSpecial);
  }

  /** The number of token ids, added tokens included: one more than the highest id. */
  public int vocabSize() {
    return vocabSize;
  }

  /** The id of the token that begins a text, if the tokenizer names one. */
  public OptionalInt bosId() {
    return idOf(bos);
  }

  /** The id of the token that ends a text, if the tokenizer names one. */
  public OptionalInt eosId() {
    return idOf(eos);
  }

  /** The id of the token that fills up, if the tokenizer names one. */
  public OptionalInt padId() {
    return idOf(pad);
  }

  /** The id of an added token by its text, for instance {@code <|im_end|>}. */
  public OptionalInt specialId(String token) {
    return idOf(token);
  }

  /** The added tokens and their ids. */
  public Map<String, Integer> specialIds() {
    return specialIds;
  }

  /** The settings of {@code tokenizer_config.json}; empty where there is none. */
  public ObjectNode config() {
    return config.deepCopy();
  }

  @Override
  public void close() {
    delegate.close();
  }

  private OptionalInt idOf(@Nullable String token) {
    if (token == null) {
      return OptionalInt.empty();
    }
    Integer id = specialIds.get(token);
    if (id != null) {
      return OptionalInt.of(id);
    }
    int[] ids = encode(token, false);
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  private static HuggingFaceTokenizer delegate(Path file, ObjectNode definition) {
    // The library would look for a GPU build of itself, and report its use, over the network.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    byte[] bytes = definition.toString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> options = new HashMap<>();
    options.put("truncation", "false");
    options.put("padding", "false");
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), options);
    } catch (IOException | RuntimeException e) {
      throw broken(file, String.valueOf(e.getMessage()));
    }
  }

  private static int vocabSize(JsonNode definition) {
    int highest = -1;
    JsonNode vocabulary = definition.path("model").path("vocab");
    if (vocabulary.isArray()) {
      highest = vocabulary.size() - 1;
    } else {
      for (JsonNode id : vocabulary) {
        highest = Math.max(highest, id.asInt());
      }
    }
    for (JsonNode added : definition.path("added_tokens")) {
      highest = Math.max(highest, added.path("id").asInt());
    }
    return highest + 1;
  }

  private static Map<String, Integer> specialIds(JsonNode definition) {
    Map<String, Integer> ids = new HashMap<>();
    for (JsonNode added : definition.path("added_tokens")) {
      ids.put(added.path("content").asText(), added.path("id").asInt());
    }
    return ids;
  }

  /** The text of a special token, which files give as a string or as an object. */
  private static @Nullable String content(@Nullable JsonNode token) {
    if (token == null || token.isNull()) {
      return null;
    }
    return token.isObject() ? token.path("content").asText() : token.asText();
  }

  private static JsonNode json(Path file) {
    try {
      return MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw broken(file, e.toString());
    }
  }

  private static RequestException broken(Path file, String problem) {
    return new RequestException(
        "the tokenizer cannot be loaded: " + problem,
        file.toString(),
        "Give a tokenizer.json that the Hugging Face library opens.");
  }
}
