package dev.nightshift.inference;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.GenerationConfig;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.forward.AdapterSet;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model ready for use: configuration, weights, tokenizer, adapters and digest. What generation,
 * scoring and the holders of models pass around.
 *
 * <p>A loaded model owns its weights and its tokenizer. A model {@linkplain #of made of parts} owns
 * nothing: the parts are its maker's. Safe for reading from several threads.
 */
public final class LanguageModel implements AutoCloseable {

  private final ModelConfig config;
  private final GenerationConfig generation;
  private final Map<String, Tensor> weights;
  private final @Nullable Tokenizer tokenizer;
  private final AdapterSet adapters;
  private final @Nullable ModelDigest digest;
  private final String name;
  private final Runnable release;

  private LanguageModel(
      ModelConfig config,
      GenerationConfig generation,
      Map<String, Tensor> weights,
      @Nullable Tokenizer tokenizer,
      AdapterSet adapters,
      @Nullable ModelDigest digest,
      String name,
      Runnable release) {
    this.config = Objects.requireNonNull(config, "config");
    this.generation = Objects.requireNonNull(generation, "generation");
    this.weights = Objects.requireNonNull(weights, "weights");
    this.tokenizer = tokenizer;
    this.adapters = Objects.requireNonNull(adapters, "adapters");
    this.digest = digest;
    this.name = name;
    this.release = release;
  }

  /**
   * Loads a model folder with float32 weights.
   *
   * @throws RequestException with every fault of the folder
   */
  public static LanguageModel load(Path folder) {
    return load(folder, null, DType.F32);
  }

  /**
   * Loads a model folder.
   *
   * @param adapterFolder a PEFT folder whose low-rank adapter is applied, or null
   * @param type type of the weights in memory
   */
  public static LanguageModel load(Path folder, @Nullable Path adapterFolder, DType type) {
    ModelDigest digest = ModelDigest.of(folder, adapterFolder);
    Checkpoint checkpoint = Checkpoint.read(folder, type);
    Tokenizer tokenizer = null;
    LoraAdapter adapter = null;
    try {
      tokenizer = Tokenizer.isIn(folder) ? Tokenizer.load(folder) : null;
      adapter = adapterFolder == null ? null : LoraAdapter.read(adapterFolder, checkpoint.config());
    } catch (RuntimeException e) {
      close(checkpoint, tokenizer, null);
      throw e;
    }
    Tokenizer ownTokenizer = tokenizer;
    LoraAdapter ownAdapter = adapter;
    Map<String, Tensor> weights = checkpoint.weights().asMap();
    return new LanguageModel(
        checkpoint.config(),
        checkpoint.generation(),
        adapter == null ? weights : adapter.over(weights),
        tokenizer,
        adapter == null ? AdapterSet.none() : adapter.asSet(),
        digest,
        folder.toString(),
        () -> close(checkpoint, ownTokenizer, ownAdapter));
  }

  /**
   * A model of parts that stay their maker's, for instance the weights of a running training. It
   * has no digest.
   */
  public static LanguageModel of(
      ModelConfig config,
      Map<String, Tensor> weights,
      @Nullable Tokenizer tokenizer,
      AdapterSet adapters) {
    return new LanguageModel(
        config,
        GenerationConfig.of(config),
        weights,
        tokenizer,
        adapters,
        null,
        "a model in memory",
        () -> {});
  }

  /** The configuration. */
  public ModelConfig config() {
    return config;
  }

  /** The defaults for generation. */
  public GenerationConfig generation() {
    return generation;
  }

  /** The weights by their Hugging Face names. */
  public Map<String, Tensor> weights() {
    return weights;
  }

  /** What is added to the outputs of linear modules. */
  public AdapterSet adapters() {
    return adapters;
  }

  /** The tokenizer, if the model has one. */
  public Optional<Tokenizer> tokenizer() {
    return Optional.ofNullable(tokenizer);
  }

  /**
   * The tokenizer.
   *
   * @throws RequestException if the model has none
   */
  public Tokenizer requireTokenizer() {
    if (tokenizer == null) {
      throw new RequestException(
          "the model has no tokenizer.json", name, "Add one, or give token ids.");
    }
    return tokenizer;
  }

  /**
   * Refuses a model without scores of the next token.
   *
   * @throws RequestException if it is a reward model or another classifier
   */
  public void requireNextTokens() {
    config.requireLanguageModel(name);
  }

  /** Notes the first token id that the model does not have. */
  public void checkIds(int[] ids, String where, Faults faults) {
    for (int id : ids) {
      if (id < 0 || id >= config.vocabSize()) {
        faults.add(
            "token id " + id + " is outside the vocabulary of " + config.vocabSize(),
            where,
            "Use the tokenizer that belongs to the model.");
        return;
      }
    }
  }

  /**
   * The digests of what was loaded.
   *
   * @throws IllegalStateException for a model of parts, which has none
   */
  public ModelDigest digest() {
    if (digest == null) {
      throw new IllegalStateException("a model in memory has no digest");
    }
    return digest;
  }

  @Override
  public void close() {
    release.run();
  }

  @Override
  public String toString() {
    return name;
  }

  private static void close(
      Checkpoint checkpoint, @Nullable Tokenizer tokenizer, @Nullable LoraAdapter adapter) {
    checkpoint.close();
    if (tokenizer != null) {
      tokenizer.close();
    }
    if (adapter != null) {
      adapter.close();
    }
  }
}
