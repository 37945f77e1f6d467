package dev.nightshift.inference.adapter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsHeader;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsReader;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsWriter;
import dev.nightshift.inference.checkpoint.safetensors.TensorEntry;
import dev.nightshift.inference.forward.AdapterSet;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Architecture;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.random.CounterRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A low-rank adapter (Hu et al. 2021, LoRA, equation 3): each targeted module gives
 *
 * <pre>W x + s · B A x</pre>
 *
 * with A [r, in], B [out, r] and s = alpha / r. Read and written in PEFT's layout. Owns its
 * tensors.
 */
public final class LoraAdapter implements AutoCloseable {

  static final String WEIGHTS_FILE = "adapter_model.safetensors";

  private static final String PEFT_PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ModelConfig model;
  private final LoraConfig config;
  private final NamedTensors tensors;

  private LoraAdapter(ModelConfig model, LoraConfig config, NamedTensors tensors) {
    this.model = model;
    this.config = config;
    this.tensors = tensors;
  }

  /** An adapter of these tensors, named {@code MODULE.lora_A.weight}; takes them over. */
  public static LoraAdapter of(ModelConfig model, LoraConfig config, NamedTensors tensors) {
    return new LoraAdapter(model, config, tensors);
  }

  /**
   * A fresh adapter that changes nothing yet: B is zero, A uniform in ±1/√in as PEFT draws it
   * (Kaiming with a = √5). The same seed gives the same bits.
   */
  public static LoraAdapter fresh(ModelConfig model, LoraConfig config, long seed) {
    return fresh(model, config, Map.of(), seed);
  }

  /**
   * The same, with what the adapter keeps whole copied from the weights that it is to belong to.
   *
   * @param weights hold at least those parameters
   */
  public static LoraAdapter fresh(
      ModelConfig model, LoraConfig config, Map<String, Tensor> weights, long seed) {
    Map<String, Tensor> drawn = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      factorShapes(model, config)
          .forEach(
              (name, shape) -> {
                float[] values = new float[(int) (shape[0] * shape[1])];
                if (name.endsWith(A)) {
                  CounterRandom random = CounterRandom.of(seed, "initialize", name);
                  double bound = 1 / Math.sqrt((double) shape[1]);
                  for (int i = 0; i < values.length; i++) {
                    values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
                  }
                }
                drawn.put(name, TensorIo.floats(values, shape));
              });
      for (String name : config.savedShapes(model).keySet()) {
        Tensor weight = Objects.requireNonNull(weights.get(name), name);
        drawn.put(name, weight.detach().to(ScalarType.Float).clone());
      }
      return new LoraAdapter(model, config, NamedTensors.own(drawn));
    }
  }

  /** The names and shapes of an adapter's tensors. */
  public static Map<String, long[]> parameterShapes(ModelConfig model, LoraConfig config) {
    Map<String, long[]> shapes = factorShapes(model, config);
    shapes.putAll(config.savedShapes(model));
    return shapes;
  }

  private static Map<String, long[]> factorShapes(ModelConfig model, LoraConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Map<String, long[]> base = Decoder.parameterShapes(model);
    boolean transposed = model.architecture() == Architecture.GPT2;
    for (String module : config.modules(model)) {
      long[] shape = Objects.requireNonNull(base.get(module + ".weight"), module);
      long in = transposed ? shape[0] : shape[1];
      long out = transposed ? shape[1] : shape[0];
      shapes.put(module + A, new long[] {config.rank(), in});
      shapes.put(module + B, new long[] {out, config.rank()});
    }
    return shapes;
  }

  /**
   * Reads a PEFT folder for a model, as float32.
   *
   * @throws dev.nightshift.schema.error.RequestException with everything that is missing,
   *     unexpected or misshapen
   */
  public static LoraAdapter read(Path folder, ModelConfig model) {
    LoraConfig config = LoraConfig.read(folder);
    SafetensorsHeader header = SafetensorsHeader.read(folder.resolve(WEIGHTS_FILE));
    Map<String, TensorEntry> found = new LinkedHashMap<>();
    header.entries().values().forEach(e -> found.put(canonical(e.name()), e));
    Map<String, long[]> wanted = parameterShapes(model, config);
    check(header, found, wanted);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(header);
        PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      for (String name : wanted.keySet()) {
        TensorEntry entry = Objects.requireNonNull(found.get(name), name);
        tensors.put(name, reader.tensor(entry).to(ScalarType.Float));
      }
      return new LoraAdapter(model, config, NamedTensors.own(tensors));
    }
  }

  private static void check(
      SafetensorsHeader header, Map<String, TensorEntry> found, Map<String, long[]> wanted) {
    Faults faults = new Faults();
    String where = header.file().toString();
    wanted.forEach(
        (name, shape) -> {
          TensorEntry entry = found.get(name);
          if (entry == null) {
            faults.add("the adapter's weight " + name + " is missing", where, "");
          } else if (!Arrays.equals(entry.shape(), shape)) {
            faults.add(
                "the adapter's weight "
                    + name
                    + " has the shape "
                    + Arrays.toString(entry.shape())
                    + ", the model and the rank ask for "
                    + Arrays.toString(shape),
                where,
                "");
          }
        });
    found.keySet().stream()
        .filter(name -> !wanted.containsKey(name))
        .forEach(name -> faults.add("the adapter's weight " + name + " is unexpected", where, ""));
    faults.throwIfAny();
  }

  private static String canonical(String name) {
    String plain = name.startsWith(PEFT_PREFIX) ? name.substring(PEFT_PREFIX.length()) : name;
    return plain
        .replace(".modules_to_save.", ".")
        .replace(".default.weight", ".weight")
        .replace(".default.bias", ".bias");
  }

  /** The configuration. */
  public LoraConfig config() {
    return config;
  }

  /**
   * The tensors, named {@code MODULE.lora_A.weight} and {@code MODULE.lora_B.weight}, and those that
   * are kept whole by the names of the parameters that they replace.
   */
  public NamedTensors tensors() {
    return tensors;
  }

  /** What stands in place of the model's parameters of the same names. */
  public Map<String, Tensor> replacing() {
    Map<String, Tensor> saved = new LinkedHashMap<>();
    config.savedShapes(model).keySet().forEach(name -> saved.put(name, tensors.get(name)));
    return saved;
  }

  /** A model's weights with those that the adapter replaces; the tensors are shared. */
  public Map<String, Tensor> over(Map<String, Tensor> weights) {
    Map<String, Tensor> changed = new LinkedHashMap<>(weights);
    changed.putAll(replacing());
    return changed;
  }

  /** What the forward pass adds, for all rows of a batch. */
  public AdapterSet asSet() {
    return asSet(config, tensors.asMap());
  }

  /** What the forward pass adds for any tensors of these names; gradients flow to them. */
  public static AdapterSet asSet(LoraConfig config, Map<String, Tensor> tensors) {
    double scale = config.scale();
    return (module, input) -> {
      Tensor a = tensors.get(module + A);
      if (a == null) {
        return null;
      }
      Tensor b = Objects.requireNonNull(tensors.get(module + B), module);
      return torch.linear(torch.linear(input, a), b).mul(new Scalar(scale));
    };
  }

  /**
   * What is added to a module's weight when the adapter is merged: s · B A, laid out as the weight.
   */
  Tensor weightDelta(String module) {
    Tensor product = tensors.get(module + B).matmul(tensors.get(module + A));
    Tensor scaled = product.mul(new Scalar(config.scale()));
    return model.architecture() == Architecture.GPT2 ? scaled.t() : scaled;
  }

  /** The configuration of the model that it belongs to. */
  ModelConfig model() {
    return model;
  }

  /** Writes a PEFT folder in place of whatever was there. */
  public void write(Path folder) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    tensors.asMap().forEach((name, tensor) -> named.put(PEFT_PREFIX + name, tensor));
    FolderSwap.replace(
        folder,
        temporary -> {
          String json =
              MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config.toJson(model));
          Files.writeString(temporary.resolve(LoraConfig.FILE), json + "\n");
          SafetensorsWriter.write(temporary.resolve(WEIGHTS_FILE), named, DType.F32);
        });
  }

  @Override
  public void close() {
    tensors.close();
  }
}
