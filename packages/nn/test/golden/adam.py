"""Prints the goldens of adam.test.ts: five steps of PyTorch's Adam with weight decay on a quadratic.
Run: python adam.py (PyTorch 2.13)."""
import torch

w = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
b = torch.tensor([[0.25], [4.0]], requires_grad=True)
target = torch.tensor([0.0, 1.0, 0.5])
optimizer = torch.optim.Adam([w, b], lr=0.1, weight_decay=0.05)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3], 0.1)
for _ in range(5):
    optimizer.zero_grad()
    loss = ((w - target) ** 2).sum() + (b**2).sum() * 0.5
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(loss.item(), w.tolist(), b.flatten().tolist())
