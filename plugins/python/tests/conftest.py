"""Pictures that the tests make themselves."""
import numpy as np
import pytest


@pytest.fixture(scope="session")
def photo():
    """(60, 80, 3): gradients with grain, thousands of colours."""
    y, x = np.mgrid[:60, :80]
    smooth = np.stack([3 * x, 4 * y, 2 * x + y], axis=2)
    grain = np.random.default_rng(1).integers(0, 16, smooth.shape)
    return np.clip(smooth + grain, 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def drawing():
    """(32, 48, 4): five colours, of which one is translucent and one transparent."""
    palette = np.array([[0, 0, 0, 255], [255, 255, 255, 255], [200, 30, 40, 255], [20, 90, 200, 100], [0, 0, 0, 0]],
                       np.uint8)
    y, x = np.mgrid[:32, :48]
    return palette[(x // 7 + y // 5) % 5]
