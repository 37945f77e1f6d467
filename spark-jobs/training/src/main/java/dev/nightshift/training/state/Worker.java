package dev.nightshift.training.state;

import dev.nightshift.inference.tensor.Devices;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.trainer.Lanes;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;

/**
 * What a worker of a training works with. It stays with whoever made it, who closes it.
 *
 * @param exchange how it adds its gradients to those of the others
 * @param lanes its cores
 * @param gpu the index of the GPU that the cluster gave to it, if it gave one
 */
public record Worker(GradientExchange exchange, Lanes lanes, OptionalInt gpu) {

  /** A worker to whom no cluster gave a GPU. */
  public Worker(GradientExchange exchange, Lanes lanes) {
    this(exchange, lanes, OptionalInt.empty());
  }

  /**
   * The device of a name; of several GPUs its own.
   *
   * @throws dev.nightshift.schema.error.RequestException if there is no such device
   */
  public Device device(String name) {
    return Devices.named(name, gpu);
  }
}
