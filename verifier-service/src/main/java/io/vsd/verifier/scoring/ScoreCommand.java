package io.vsd.verifier.scoring;

/**
 * A request to score.
 *
 * @param tokenIds tokens to teacher-force
 * @param from first position whose next-token law is wanted
 * @param topK tokens of each law
 * @param features whether features of all tokens are wanted
 */
record ScoreCommand(int[] tokenIds, int from, int topK, boolean features) {}
