package dev.nightshift.inference.tensor;

import dev.nightshift.schema.error.RequestException;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** The devices that a computation may run on, by the names of the command line. */
public final class Devices {

  /** The names: {@code auto} takes a GPU where there is one. */
  public static final List<String> NAMES = List.of("auto", "cpu", "cuda");

  private Devices() {}

  /**
   * The device of a name; among several GPUs the one that a cluster has given to this task.
   *
   * @param name one of {@link #NAMES}
   * @param gpu the index of that GPU, if a cluster gave one
   * @throws RequestException if a GPU was asked for and this libtorch sees none
   */
  public static Device named(String name, OptionalInt gpu) {
    Device device = named(name);
    return device.is_cuda() && gpu.isPresent() ? new Device("cuda:" + gpu.getAsInt()) : device;
  }

  /**
   * The device of a name. Among several GPUs it is the current one.
   *
   * @throws RequestException if a GPU was asked for and this libtorch sees none
   */
  public static Device named(String name) {
    boolean gpu = torch.cuda_is_available();
    return switch (name) {
      case "cpu" -> new Device("cpu");
      case "auto" -> new Device(gpu ? "cuda" : "cpu");
      case "cuda" -> {
        if (!gpu) {
          throw new RequestException(
              "the device cuda was asked for, and libtorch sees no GPU",
              "option 'device'",
              "Run on a machine with one, with the classifier linux-x86_64-gpu of"
                  + " org.bytedeco:pytorch on the class path, or take --device cpu.");
        }
        yield new Device("cuda");
      }
      default ->
          throw new RequestException(
              "there is no device '" + name + "'",
              "option 'device'",
              "Choose one of: " + String.join(", ", NAMES) + ".");
    };
  }
}
