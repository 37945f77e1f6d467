/**
 * Rewards of reinforcement learning: what a completion is worth. A registry of kinds ({@link
 * dev.nightshift.eval.reward.RewardKind}), and their weighted sum ({@link
 * dev.nightshift.eval.reward.Rewards}).
 */
@NullMarked
package dev.nightshift.eval.reward;

import org.jspecify.annotations.NullMarked;
