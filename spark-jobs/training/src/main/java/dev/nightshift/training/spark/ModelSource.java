package dev.nightshift.training.spark;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The model that a training starts from: a folder, or fresh weights for a configuration and a
 * tokenizer.
 */
public final class ModelSource {

  /** Folder of the model to start from. */
  public static final String MODEL = "model";

  /** Configuration of a model with fresh weights. */
  public static final String CONFIG = "config";

  /** Folder of the tokenizer for fresh weights. */
  public static final String TOKENIZER = "tokenizer";

  /** Whether to go on with the training of the model. */
  public static final String RESUME = "resume";

  private static final int VOCABULARY_MULTIPLE = 8;

  private final JobContext context;
  private final JobArguments arguments;

  /** The model that the options of a run name. */
  public ModelSource(JobContext context, JobArguments arguments) {
    this.context = context;
    this.arguments = arguments;
  }

  /** Adds a fault where the options do not name one model. */
  public static void check(JobArguments arguments, Faults faults) {
    boolean fresh = arguments.has(CONFIG) || arguments.has(TOKENIZER);
    if (arguments.has(MODEL) == fresh) {
      faults.add(
          arguments.has(MODEL)
              ? "--model was given together with --config or --tokenizer"
              : "no model was given",
          "",
          "Give --model, or --config and --tokenizer for fresh weights.");
    } else if (fresh && !(arguments.has(CONFIG) && arguments.has(TOKENIZER))) {
      faults.add(
          "--" + (arguments.has(CONFIG) ? TOKENIZER : CONFIG) + " is missing",
          "",
          "Fresh weights need both --config and --tokenizer.");
    }
  }

  /** Adds a fault for each table that was given where folders are read. */
  public void checkFolders(Faults faults) {
    for (String name : new String[] {MODEL, CONFIG, TOKENIZER}) {
      if (arguments.has(name) && !(context.input(name) instanceof Input.OfFiles)) {
        faults.add("--" + name + " names a table", "", "Name a folder or a file.");
      }
    }
  }

  /** The folder of the parent model, if the training does not start from fresh weights. */
  public Optional<Path> parent() {
    return arguments.has(MODEL) ? Optional.of(folder(MODEL)) : Optional.empty();
  }

  /** A job that only makes models has no such option. */
  private static boolean resumes(JobArguments arguments) {
    return arguments.find(RESUME).orElse("false").equals("true");
  }

  /** Adds a fault where a training is to go on and no model was named. */
  public static void checkResume(JobArguments arguments, Faults faults) {
    if (resumes(arguments) && !arguments.has(MODEL)) {
      faults.add("--resume was given without --model", "", "Name the model that trains on.");
    }
  }

  /** How the training of the model goes on, where that was asked for. */
  public Optional<Resumption> resumption() {
    return resumes(arguments) ? parent().map(Resumption::new) : Optional.empty();
  }

  /** The folder that holds the tokenizer. */
  public Path tokenizerFolder() {
    return arguments.has(MODEL) ? folder(MODEL) : folder(TOKENIZER);
  }

  /** Writes the model to start from, as float32 in one file, to a folder that is not there yet. */
  void write(Path target, Tokenizer tokenizer) {
    write(target, tokenizer, UnaryOperator.identity());
  }

  /**
   * The same with another configuration; where that has another head, the head is drawn fresh.
   *
   * @param change from the configuration that was given to that of the training
   */
  public void write(Path target, Tokenizer tokenizer, UnaryOperator<ModelConfig> change) {
    if (arguments.has(MODEL)) {
      copy(folder(MODEL), target, change, context.seed());
      return;
    }
    ModelConfig config = change.apply(freshConfig(tokenizer));
    try (NamedTensors weights = Decoder.initialize(config, context.seed())) {
      CheckpointWriter.write(target, config, weights.asMap(), folder(TOKENIZER));
    }
  }

  /** The same, but a training that goes on keeps the model as it is, with its state. */
  public void writeOrResume(Path target, Tokenizer tokenizer, UnaryOperator<ModelConfig> change)
      throws IOException {
    Optional<Resumption> resumption = resumption();
    if (resumption.isPresent()) {
      resumption.get().write(target);
    } else {
      write(target, tokenizer, change);
    }
  }

  /** Copies a model as float32 weights in one file to a folder that is not there yet. */
  public static void copy(Path model, Path target) {
    copy(model, target, UnaryOperator.identity(), 0);
  }

  private static void copy(Path model, Path target, UnaryOperator<ModelConfig> change, long seed) {
    try (Checkpoint checkpoint = Checkpoint.read(model)) {
      ModelConfig config = change.apply(checkpoint.config());
      Map<String, Tensor> weights = checkpoint.weights().asMap();
      if (config.head().equals(checkpoint.config().head())) {
        CheckpointWriter.write(target, config, weights, model);
        return;
      }
      try (NamedTensors changed = Decoder.withFreshHead(config, weights, seed)) {
        CheckpointWriter.write(target, config, changed.asMap(), model);
      }
    }
  }

  /**
   * The configuration with the tokenizer's vocabulary, its size rounded up to a multiple of 8, and
   * its special tokens.
   */
  private ModelConfig freshConfig(Tokenizer tokenizer) {
    ModelConfig config = ModelConfig.read(file(CONFIG));
    int vocabulary =
        (tokenizer.vocabSize() + VOCABULARY_MULTIPLE - 1)
            / VOCABULARY_MULTIPLE
            * VOCABULARY_MULTIPLE;
    config = config.with("vocab_size", IntNode.valueOf(vocabulary));
    config = withToken(config, "bos_token_id", tokenizer.bosId());
    config = withToken(config, "eos_token_id", tokenizer.eosId());
    return withToken(config, "pad_token_id", tokenizer.padId());
  }

  private static ModelConfig withToken(ModelConfig config, String key, OptionalInt id) {
    return id.isPresent() ? config.with(key, IntNode.valueOf(id.getAsInt())) : config;
  }

  /** An option that names a folder, or a file in it. */
  public Path folder(String option) {
    Path path = file(option);
    Path parent = path.getParent();
    return Files.isDirectory(path) || parent == null ? path : parent;
  }

  private Path file(String option) {
    String reference = context.input(option).reference();
    if (reference.startsWith("file:")) {
      return Path.of(URI.create(reference).getPath());
    }
    if (reference.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      throw new RequestException(
          "'" + reference + "' is not on a file system of this machine",
          "option '" + option + "'",
          "Copy it to a folder that the driver sees.");
    }
    return Path.of(reference).toAbsolutePath().normalize();
  }
}
