/** Those who run the deployment under test. Works in Node and inside workerd. */

export const TEST_OPERATOR_TOKEN = "operator-token-of-this-test-00000000";
export const TEST_MODERATOR_TOKEN = "moderator-token-of-this-test-0000000";
