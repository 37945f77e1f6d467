package dev.nightshift.inference.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The decoders that the forward pass knows, by the names that {@code config.json} uses. */
public enum Architecture {
  LLAMA("LlamaForCausalLM", "llama"),
  MISTRAL("MistralForCausalLM", "mistral"),
  QWEN2("Qwen2ForCausalLM", "qwen2"),
  QWEN3("Qwen3ForCausalLM", "qwen3"),
  GPT2("GPT2LMHeadModel", "gpt2"),
  MIXTRAL("MixtralForCausalLM", "mixtral");

  private final String className;
  private final String modelType;

  Architecture(String className, String modelType) {
    this.className = className;
    this.modelType = modelType;
  }

  /** The entry of {@code architectures}, for instance {@code LlamaForCausalLM}. */
  public String className() {
    return className;
  }

  /** The value of {@code model_type}, for instance {@code llama}. */
  public String modelType() {
    return modelType;
  }

  /** The architecture of that class name, if it is known. */
  public static Optional<Architecture> ofClassName(String name) {
    return Arrays.stream(values()).filter(a -> a.className.equals(name)).findFirst();
  }

  /** The architecture of that model type, if it is known. */
  public static Optional<Architecture> ofModelType(String type) {
    return Arrays.stream(values()).filter(a -> a.modelType.equals(type)).findFirst();
  }

  /** All class names, for messages. */
  public static String known() {
    return Arrays.stream(values()).map(Architecture::className).collect(Collectors.joining(", "));
  }
}
