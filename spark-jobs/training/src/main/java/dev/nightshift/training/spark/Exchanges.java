package dev.nightshift.training.spark;

import dev.nightshift.training.reduction.C10dExchange;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.reduction.ZeroStage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.spark.BarrierTaskContext;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** How the tasks of a barrier stage find each other. */
final class Exchanges {

  private Exchanges() {}

  /**
   * Joins the exchange of a stage: the first task opens a store and tells the others its address.
   */
  static GradientExchange join(BarrierTaskContext context, ZeroStage zero, Device device)
      throws IOException {
    int workers = context.getTaskInfos().length;
    int rank = context.partitionId();
    if (workers == 1) {
      return new OneWorker();
    }
    // Whoever waits for the others must not wait for them to unpack and load the natives.
    Loader.load(torch.class);
    String host = context.getTaskInfos()[rank].address().split(":")[0];
    String offer = rank == 0 ? host + ":" + freePort() : host;
    String address = context.allGather(offer)[0];
    int colon = address.lastIndexOf(':');
    return C10dExchange.join(
        address.substring(0, colon),
        Integer.parseInt(address.substring(colon + 1)),
        InetAddress.getByName(host).getHostAddress(),
        rank,
        workers,
        zero,
        device,
        context::isInterrupted);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
