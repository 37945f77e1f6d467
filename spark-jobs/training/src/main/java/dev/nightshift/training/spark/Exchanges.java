package dev.nightshift.training.spark;

import dev.nightshift.training.reduction.GlooExchange;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.OneWorker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.spark.BarrierTaskContext;

/** How the tasks of a barrier stage find each other. */
final class Exchanges {

  private Exchanges() {}

  /**
   * Joins the exchange of a stage: the first task opens a store and tells the others its address.
   */
  static GradientExchange join(BarrierTaskContext context) throws IOException {
    int workers = context.getTaskInfos().length;
    int rank = context.partitionId();
    if (workers == 1) {
      return new OneWorker();
    }
    String host = context.getTaskInfos()[rank].address().split(":")[0];
    String offer = rank == 0 ? host + ":" + freePort() : host;
    String address = context.allGather(offer)[0];
    int colon = address.lastIndexOf(':');
    return GlooExchange.join(
        address.substring(0, colon),
        Integer.parseInt(address.substring(colon + 1)),
        InetAddress.getByName(host).getHostAddress(),
        rank,
        workers);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
