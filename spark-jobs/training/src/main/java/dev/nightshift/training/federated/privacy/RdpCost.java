package dev.nightshift.training.federated.privacy;

/**
 * Costs by Rényi divergences: those of one order add up over rounds, and the best order is
 * converted.
 */
final class RdpCost implements PrivacyCost {

  private final double[] orders;
  private final double[] perRound;
  private final RdpConversion conversion;

  RdpCost(PrivateSum mechanism, RdpConversion conversion) {
    this(mechanism, conversion, RdpOrders.all());
  }

  RdpCost(PrivateSum mechanism, RdpConversion conversion, double[] orders) {
    this.orders = orders.clone();
    this.perRound = new double[orders.length];
    this.conversion = conversion;
    for (int i = 0; i < orders.length; i++) {
      perRound[i] = mechanism.rdp(orders[i]);
    }
  }

  @Override
  public double epsilon(long rounds, double delta) {
    if (rounds == 0) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < orders.length; i++) {
      least = Math.min(least, conversion.epsilon(rounds * perRound[i], orders[i], delta));
    }
    return Math.max(0, least);
  }
}
