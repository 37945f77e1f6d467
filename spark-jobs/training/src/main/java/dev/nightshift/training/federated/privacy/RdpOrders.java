package dev.nightshift.training.federated.privacy;

import java.util.Arrays;

/**
 * The orders α at which Rényi divergences are followed: 1.1, 1.2, … 10.9, then the whole numbers 11
 * to 63, then 128, 256 and 512 for small budgets.
 */
final class RdpOrders {

  private static final int FRACTIONS = 99;
  private static final int FIRST_WHOLE = 11;
  private static final int LAST_WHOLE = 63;
  private static final double[] LARGE = {128, 256, 512};

  private RdpOrders() {}

  static double[] all() {
    double[] orders = new double[FRACTIONS + LAST_WHOLE - FIRST_WHOLE + 1 + LARGE.length];
    int at = 0;
    for (int tenth = 1; tenth <= FRACTIONS; tenth++) {
      orders[at++] = (10 + tenth) / 10.0;
    }
    for (int whole = FIRST_WHOLE; whole <= LAST_WHOLE; whole++) {
      orders[at++] = whole;
    }
    for (double large : LARGE) {
      orders[at++] = large;
    }
    return orders;
  }

  /** Whole orders only, from 2. */
  static double[] whole() {
    return Arrays.stream(all()).filter(order -> order == Math.rint(order)).toArray();
  }
}
