package dev.nightshift.inference.tensor;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types of weights, by their names in safetensors files. */
public enum DType {
  F32("F32", 4, ScalarType.Float, "float32"),
  BF16("BF16", 2, ScalarType.BFloat16, "bfloat16"),
  F16("F16", 2, ScalarType.Half, "float16");

  private final String tag;
  private final int bytes;
  private final ScalarType scalarType;
  private final String torchName;

  DType(String tag, int bytes, ScalarType scalarType, String torchName) {
    this.tag = tag;
    this.bytes = bytes;
    this.scalarType = scalarType;
    this.torchName = torchName;
  }

  /** The name in safetensors, for instance {@code BF16}. */
  public String tag() {
    return tag;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** The type in libtorch. */
  public ScalarType scalarType() {
    return scalarType;
  }

  /** The name in {@code config.json} and on the command line, for instance {@code bfloat16}. */
  public String torchName() {
    return torchName;
  }

  /** The type that a safetensors header names. */
  public static Optional<DType> ofTag(String tag) {
    return Arrays.stream(values()).filter(d -> d.tag.equals(tag)).findFirst();
  }

  /** The type of that name ({@code float32}, {@code f32}, {@code bfloat16}, {@code bf16}, …). */
  public static Optional<DType> ofName(String name) {
    return Arrays.stream(values())
        .filter(d -> d.torchName.equals(name) || d.tag.equalsIgnoreCase(name))
        .findFirst();
  }

  /** The type of that name, if forward and backward passes of a training may run in it. */
  public static Optional<DType> ofTraining(String name) {
    return ofName(name).filter(type -> type != F16);
  }

  /** The type of a libtorch tensor, if weights may have it. */
  public static Optional<DType> ofScalarType(ScalarType type) {
    int value = type.value;
    return Arrays.stream(values()).filter(d -> d.scalarType.value == value).findFirst();
  }
}
