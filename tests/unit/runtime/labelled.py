"""A model that is right by construction: its codes are the labels of the images, relabelled if wanted."""

import torch

from causalvq.runtime.model import CausalVQ


class Labelled(CausalVQ):
    """Codes are labels: looked up in the images, and images looked up by codes.

    Args:
        plan: with one variable for each factor.
        data: whose images with equal labels are equal.
        orders: int64 [V, S], the code that stands for each value of each variable.
    """

    def __init__(self, plan, data, orders=None):
        super().__init__(plan)
        self.plan = plan
        self.retrieval = None  # which reads no vectors: actions are known by their codes
        states = self.quantizer.states
        self.orders = torch.arange(states).repeat(len(plan.variables), 1) if orders is None else orders
        self.images = torch.from_numpy(data.images.copy()).permute(0, 3, 1, 2).float().div(127.5).sub(1)
        self.labels = torch.from_numpy(data.labels)

    def encode(self, images):
        rows = torch.cdist(images.flatten(1), self.images.flatten(1)).argmin(1)
        return self.orders.expand(len(rows), -1, -1).gather(2, self.labels[rows].unsqueeze(2)).squeeze(2)

    def decode(self, codes):
        values = self.orders.argsort(1).expand(len(codes), -1, -1).gather(2, codes.unsqueeze(2)).squeeze(2)
        return self.images[(values[:, None] == self.labels).all(-1).int().argmax(1)]
