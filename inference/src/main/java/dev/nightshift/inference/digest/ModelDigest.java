package dev.nightshift.inference.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.checkpoint.WeightFiles;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The two names of a model. Two folders with one model digest give the same answers.
 *
 * <p>The model digest is a SHA-256 over fields, each preceded by its length ({@link Digest}): the
 * text {@code nightshift-model-1}; the weights digest ({@link WeightsDigest}); the configuration;
 * then {@code generation_config.json}, {@code tokenizer.json}, {@code tokenizer_config.json},
 * {@code chat_template.jinja}; then {@code adapter_config.json} and the SHA-256 of {@code
 * adapter_model.safetensors}. Each is preceded by its file name. A file that is absent counts as
 * empty. JSON is written without spaces and with sorted keys, so that its layout does not matter;
 * of the configuration, the keys {@code transformers_version}, {@code _name_or_path}, {@code dtype}
 * and {@code torch_dtype} are left out, which say nothing that the weights do not.
 *
 * @param weights the digest of names, types, shapes and bytes of the weights
 * @param model the digest of everything that decides the model's answers
 */
public record ModelDigest(String weights, String model) {

  private static final String LAYOUT = "nightshift-model-1";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> PASSED_OVER =
      List.of("transformers_version", "_name_or_path", "dtype", "torch_dtype");
  private static final List<String> PARTS =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "chat_template.jinja");
  private static final String ADAPTER_CONFIG = "adapter_config.json";
  private static final String ADAPTER_WEIGHTS = "adapter_model.safetensors";

  public ModelDigest {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(model, "model");
  }

  /**
   * The digests of a model folder, by streaming.
   *
   * @throws RequestException if the folder holds no readable model
   */
  public static ModelDigest of(Path folder) {
    return of(folder, null);
  }

  /** The digests of a model folder with an adapter from another folder, or null. */
  public static ModelDigest of(Path folder, @Nullable Path adapter) {
    ModelConfig config = ModelConfig.read(folder.resolve("config.json"));
    String weights = WeightsDigest.of(WeightFiles.of(folder, config));
    return new ModelDigest(weights, model(weights, config, folder, adapter));
  }

  /**
   * The digests of weights in memory, with the tokenizer and the defaults that lie in a folder.
   *
   * @param weights in the types in which they are (or will be) stored
   * @param folder where the other files are, or null where there are none
   */
  public static ModelDigest of(
      ModelConfig config, Map<String, Tensor> weights, @Nullable Path folder) {
    String digest = WeightsDigest.of(weights);
    return new ModelDigest(digest, model(digest, config, folder, null));
  }

  private static String model(
      String weights, ModelConfig config, @Nullable Path folder, @Nullable Path adapter) {
    Digest digest = Digest.start().add(LAYOUT).add(weights);
    digest.add("config.json").add(canonical(config.source().without(PASSED_OVER)));
    for (String part : PARTS) {
      digest.add(part).add(folder == null ? "" : content(folder.resolve(part)));
    }
    digest.add(ADAPTER_CONFIG).add(adapter == null ? "" : content(adapter.resolve(ADAPTER_CONFIG)));
    digest.add(ADAPTER_WEIGHTS);
    digest.add(adapter == null ? "" : Digest.ofBytes(bytes(adapter.resolve(ADAPTER_WEIGHTS))));
    return digest.hex();
  }

  private static String content(Path file) {
    byte[] bytes = bytes(file);
    if (bytes.length == 0) {
      return "";
    }
    if (!file.toString().endsWith(".json")) {
      return Digest.ofBytes(bytes);
    }
    try {
      return canonical(MAPPER.readTree(bytes));
    } catch (IOException e) {
      throw new RequestException("no JSON: " + e.getMessage(), file.toString(), "Mend the file.");
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      throw new RequestException("cannot be read (" + e + ")", file.toString(), "Check the path.");
    }
  }

  /** The digest of a JSON value written without spaces and with sorted keys. */
  private static String canonical(JsonNode node) {
    return Digest.ofText(CanonicalJson.write(node));
  }
}
